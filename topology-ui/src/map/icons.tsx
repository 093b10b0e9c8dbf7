import type { ReactNode } from 'react'
import type { Health } from '../picture/picture.ts'

/** Outlines on a field of 16 by 16. A kind is told by shape and word, never by colour. */
const outlines = {
  world:
    'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM1.5 8h13M8 1.5c2.2 2 2.8 4.3 2.8 6.5S10.2 12.5 8 14.5C5.8 12.5 5.2 10.2 5.2 8S5.8 3.5 8 1.5Z',
  device: 'M2 3.5h12v9H2zM5 9.5v3M8 9.5v3M11 9.5v3',
  host: 'M2 2.5h12v4.500H2zM2 9h12v4.500H2zM4.5 4.75h.01M4.5 11.25h.01',
  bridge: 'M8 1.5 13.6 4.75v6.500L8 14.5l-5.6-3.25v-6.5Z',
  overlay: 'M8 1.5 13.6 4.75v6.500L8 14.5l-5.6-3.25v-6.5ZM8 4.6l2.95 1.7v3.400L8 11.4 5.05 9.7V6.300Z',
  parent: 'M2 2.5h12v5H2zM5 7.5v6M11 7.5v6M3.5 13.5h3M9.5 13.5h3',
  direct: 'M2 8h4M10 8h4M6 5.5h4v5H6z',
  alone: 'M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM3.5 12.5l9-9',
  container: 'M8 1.7 14 4.7v6.600L8 14.3 2 11.3V4.700ZM2 4.7l6 3 6-3M8 7.7v6.6',
  shared: 'M2.5 5.5h8v8h-8zM5.5 5.5v-3h8v8h-3',
  namespace: 'M3 3h10v10H3zM3 6h10',
  port: 'M5 2v4M11 2v4M3.5 6h9v3.500a4.5 4.5 0 0 1-9 0ZM8 14v1.5',
  published: 'M2 8h9M8 5l3 3-3 3M13.5 2.5v11',
  chevron: 'M4 6l4 4 4-4',
} as const

export type IconName = keyof typeof outlines

export const Icon = ({ name }: { readonly name: IconName }): ReactNode => (
  <svg className="icon" viewBox="0 0 16 16" aria-hidden="true">
    <path d={outlines[name]} />
  </svg>
)

const signs: { readonly [H in Exclude<Health, 'healthy'>]: string } = {
  failing: 'M4 4l8 8M12 4l-8 8',
  warning: 'M8 2.5 14.5 13.5h-13ZM8 6.5v3.500M8 11.9v.01',
  stopped: 'M4 4h8v8H4z',
}

/** The sign of a state that is not healthy; what is well needs none. */
export const HealthSign = ({ health }: { readonly health: Health }): ReactNode =>
  health === 'healthy' ? null : (
    <svg className="sign" data-health={health} viewBox="0 0 16 16" aria-hidden="true">
      <path d={signs[health]} />
    </svg>
  )
