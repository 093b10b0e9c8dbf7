import type { ReactNode } from 'react'
import { printable } from '../../../exporters/formats/printable.ts'
import { words } from '../words.ts'

/** Says that the next thing that is chosen on the map is the other end of a question. */
export const Picking = ({ from, onCancel }: { readonly from: string; readonly onCancel: () => void }): ReactNode => (
  <div className="picking" role="status">
    {words.whereTo(printable(from))}
    <button type="button" onClick={onCancel}>
      {words.cancel}
    </button>
  </div>
)
