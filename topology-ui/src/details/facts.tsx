import type { ReactNode } from 'react'
import type { NodeAttributes } from '../../../agent/topology/graph.ts'
import { printable } from '../../../exporters/formats/printable.ts'

/** All attributes of a node that say something. */
export const Facts = ({ attributes }: { readonly attributes: NodeAttributes }): ReactNode => (
  <dl>
    {Object.entries(attributes).flatMap(([name, value]) =>
      isEmpty(value)
        ? []
        : [
            <div key={name}>
              <dt>{name}</dt>
              <dd>
                <bdi>{textOf(value)}</bdi>
              </dd>
            </div>,
          ],
    )}
  </dl>
)

const isEmpty = (value: unknown): boolean =>
  value === null || value === '' || (typeof value === 'object' && Object.keys(value).length === 0)

const textOf = (value: unknown): string => {
  if (typeof value !== 'object' || value === null) return printable(String(value))
  if (Array.isArray(value) && value.every((item) => typeof item !== 'object')) return printable(value.join(', '))
  return Object.entries(value)
    .map(([name, one]) => printable(`${name}: ${typeof one === 'object' ? JSON.stringify(one) : one}`))
    .join('\n')
}
