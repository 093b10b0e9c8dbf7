import { select } from 'd3-selection'
import { type ZoomBehavior, zoom, zoomIdentity, zoomTransform } from 'd3-zoom'
import { type RefObject, useEffect, useMemo, useRef, useState } from 'react'
import type { Box } from '../layout/layout.ts'
import { firstLook, fitting, isSameView, movedToShow, type Transform, type View, viewAt } from './view.ts'

/** Pan and zoom of the map, by mouse, touch and program. */
export interface Zoom {
  readonly view: View
  readonly fit: () => void
  readonly scaleBy: (factor: number) => void
  readonly naturalSize: () => void
  /** Moves as little as is needed; never zooms. */
  readonly show: (box: Box) => void
}

/** Where one looked, for as long as the page lasts. */
export interface Look {
  current: Transform | null
}

const extent: [number, number] = [0.05, 2.5]

/**
 * Panning moves one layer and renders nothing; React is only asked when other rows come into sight or another level of
 * detail begins. Nothing but the user, and the very first layout, changes where one looks.
 */
export const useZoom = (
  frame: RefObject<HTMLElement | null>,
  layer: RefObject<HTMLElement | null>,
  bounds: Box,
  look: Look,
): Zoom => {
  const [view, setView] = useState<View>(() => viewAt({ x: 0, y: 0, k: 1 }, screen()))
  const behavior = useRef<ZoomBehavior<HTMLElement, unknown> | null>(null)
  const first = useRef(bounds)
  useEffect(() => {
    const element = frame.current
    if (element === null) return
    const zooming = zoom<HTMLElement, unknown>()
      .scaleExtent(extent)
      .filter((event: MouseEvent) => event.button === 0 || event.type === 'wheel')
      .clickDistance(4)
      .on('zoom', ({ transform }: { transform: Transform }) => {
        const { style } = layer.current ?? {}
        if (style) style.transform = `translate(${transform.x}px,${transform.y}px) scale(${transform.k})`
        layer.current?.style.setProperty('--zoom', `${transform.k}`)
        look.current = transform
        const next = viewAt(transform, sizeOf(element))
        setView((before) => (isSameView(before, next) ? before : next))
      })
    behavior.current = zooming
    const selection = select(element)
    selection.call(zooming).on('dblclick.zoom', null)
    const { x, y, k } = look.current ?? firstLook(first.current, sizeOf(element))
    selection.call(zooming.transform, zoomIdentity.translate(x, y).scale(k))
    const observer = new ResizeObserver(() => {
      const next = viewAt(zoomTransform(element), sizeOf(element))
      setView((before) => (isSameView(before, next) ? before : next))
    })
    observer.observe(element)
    return () => {
      observer.disconnect()
      selection.on('.zoom', null)
    }
  }, [frame, layer, look])
  return useMemo(() => {
    const to = (next: (now: Transform, size: { width: number; height: number }) => Transform): void => {
      const element = frame.current
      if (element === null || behavior.current === null) return
      const { x, y, k } = next(zoomTransform(element), sizeOf(element))
      select(element).call(behavior.current.transform, zoomIdentity.translate(x, y).scale(k))
    }
    return {
      view,
      fit: () => to((_, size) => fitting(bounds, size)),
      scaleBy: (factor) =>
        to((now, size) => around(now, size, Math.min(extent[1], Math.max(extent[0], now.k * factor)))),
      naturalSize: () => to((now, size) => around(now, size, 1)),
      show: (box) => to((now, size) => movedToShow(now, box, size)),
    }
  }, [view, bounds, frame])
}

/** The middle of the screen stays where it is. */
const around = (
  { x, y, k }: Transform,
  { width, height }: { width: number; height: number },
  next: number,
): Transform => ({
  k: next,
  x: width / 2 - ((width / 2 - x) / k) * next,
  y: height / 2 - ((height / 2 - y) / k) * next,
})

const sizeOf = ({ clientWidth: width, clientHeight: height }: HTMLElement): { width: number; height: number } => ({
  width,
  height,
})

const screen = (): { width: number; height: number } => ({ width: innerWidth, height: innerHeight })
