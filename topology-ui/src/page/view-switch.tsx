import type { ReactNode } from 'react'
import { type ViewName, type ViewStore, views } from '../state/view-store.ts'
import { words } from '../words.ts'

export const ViewSwitch = ({ shown, view }: { readonly shown: ViewName; readonly view: ViewStore }): ReactNode => (
  <nav className="views" aria-label={words.views}>
    {views.map((name) => (
      <button
        key={name}
        type="button"
        aria-current={name === shown ? 'page' : undefined}
        aria-keyshortcuts={words.viewKeys[name]}
        onClick={() => view.show(name)}
      >
        {words.viewNames[name]}
      </button>
    ))}
  </nav>
)
