import { type ReactNode, useState } from 'react'

interface Props {
  readonly title: string
  readonly open?: boolean
  readonly children: () => ReactNode
}

/** A part of the details. What is in it is made, and asked for, only when it is opened. */
export const Section = ({ title, open = false, children }: Props): ReactNode => {
  const [isOpen, setOpen] = useState(open)
  return (
    <details className="part" open={isOpen} onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>{title}</summary>
      {isOpen ? children() : null}
    </details>
  )
}
