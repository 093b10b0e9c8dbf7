import type { ReactNode, Ref } from 'react'
import { HealthSign, Icon, type IconName } from '../map/icons.tsx'
import { words } from '../words.ts'

const kinds = [
  'world',
  'device',
  'host',
  'bridge',
  'overlay',
  'container',
  'shared',
  'namespace',
  'port',
  'alone',
] as const satisfies readonly IconName[]

/** All keys, and what the signs of the map mean. */
export const Help = ({ dialog }: { readonly dialog: Ref<HTMLDialogElement> }): ReactNode => (
  <dialog ref={dialog} className="help" aria-label={words.help}>
    <form method="dialog">
      <h2>{words.help}</h2>
      <button type="submit" className="plain">
        {words.close}
      </button>
    </form>
    <div className="help-parts">
      <dl>
        {words.keys.map(([keys, does]) => (
          <div key={keys}>
            <dt>
              {keys.split(' ').map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <dl>
        {kinds.map((name) => (
          <div key={name}>
            <dt>
              <Icon name={name} />
            </dt>
            <dd>{words.legend[name]}</dd>
          </div>
        ))}
        {(['failing', 'warning', 'stopped'] as const).map((health) => (
          <div key={health}>
            <dt>
              <span className="state" data-health={health}>
                <HealthSign health={health} />
              </span>
            </dt>
            <dd>{words.health[health]}</dd>
          </div>
        ))}
      </dl>
    </div>
  </dialog>
)
