import { type ReactNode, useState } from 'react'
import { words } from '../words.ts'

/** Copies a text. Where the page came over plain HTTP from another machine, browsers give no clipboard: then it is selected. */
export const CopyButton = ({ text }: { readonly text: string }): ReactNode => {
  const [isCopied, setCopied] = useState(false)
  const copy = (button: HTMLElement): void => {
    if (window.isSecureContext)
      void navigator.clipboard.writeText(text).then(
        () => setCopied(true),
        () => mark(button),
      )
    else mark(button)
  }
  return (
    <button type="button" className="copy" onClick={({ currentTarget }) => copy(currentTarget)}>
      {isCopied ? words.copied : words.copy}
    </button>
  )
}

const mark = ({ previousElementSibling: shown }: HTMLElement): void => {
  if (shown !== null) getSelection()?.selectAllChildren(shown)
}
