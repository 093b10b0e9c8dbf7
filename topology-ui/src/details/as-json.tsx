import type { ReactNode } from 'react'
import { CopyButton } from './copy-button.tsx'

/** What the API says of a node, to be copied. It is text: nothing in it is markup. */
export const AsJson = ({ value }: { readonly value: unknown }): ReactNode => {
  const text = JSON.stringify(value, null, 2)
  return (
    <>
      <pre>
        <bdi>{text}</bdi>
      </pre>
      <CopyButton text={text} />
    </>
  )
}
