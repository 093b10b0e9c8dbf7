import { memo, type ReactNode } from 'react'
import type { Box } from '../layout/layout.ts'
import { words } from '../words.ts'
import type { Route, Stop } from './way-route.ts'

/** The lines of a way: over all others, each on a casing in the colour of what is behind, so that none is taken for it. */
export const WayLines = memo(
  ({ route, bounds }: { readonly route: Route; readonly bounds: Box }): ReactNode => (
    <svg className="edges way" width={bounds.width + 40} height={bounds.height + 40} aria-hidden="true">
      <path className="casing" d={[...route.passed, ...route.unreached].join('')} />
      <path className="unreached" d={route.unreached.join('')} />
      <path className="passed" d={route.passed.join('')} />
    </svg>
  ),
)

/** Numbers of the hops, and the frame of each place that the packet was at, or should have come to. */
export const WayStops = memo(
  ({ route: { stops } }: { readonly route: Route }): ReactNode => (
    <div className="way-stops" aria-hidden="true">
      {stops.map((stop) => (
        <div
          key={stop.item.id}
          className="stop"
          data-kind={stop.item.kind}
          data-state={stop.state}
          style={frameOf(stop)}
        >
          <span className="stop-sign">{signOf(stop)}</span>
        </div>
      ))}
    </div>
  ),
)

const frameOf = ({ item: { x, y, width, height } }: Stop) => ({
  left: x - 3,
  top: y - 3,
  width: width + 6,
  height: height + 6,
})

const signOf = ({ state, numbers }: Stop): string => {
  const hops = numbers.join(', ')
  if (state === 'culprit') return `✗ ${words.blockedHere}`
  return state === 'unreached' ? words.notReached : `✓ ${hops}`
}
