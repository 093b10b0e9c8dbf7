import { type RefObject, useEffect, useState } from 'react'

/** Pixels; the style says the same. */
export const rowHeight = 32
const spare = 10

/** Which rows of a long table are in sight: only those are made. */
export const useWindow = (frame: RefObject<HTMLElement | null>, count: number): readonly [from: number, to: number] => {
  const [span, setSpan] = useState<readonly [number, number]>([0, 60])
  useEffect(() => {
    const element = frame.current
    if (element === null) return
    const look = (): void => {
      const from = Math.max(0, Math.floor(element.scrollTop / rowHeight) - spare)
      const to = Math.ceil((element.scrollTop + element.clientHeight) / rowHeight) + spare
      setSpan((before) => (before[0] === from && before[1] === to ? before : [from, to]))
    }
    look()
    element.addEventListener('scroll', look, { passive: true })
    const observer = new ResizeObserver(look)
    observer.observe(element)
    return () => {
      element.removeEventListener('scroll', look)
      observer.disconnect()
    }
  }, [frame])
  const from = Math.min(span[0], Math.max(0, count - 1))
  return [from, Math.min(count, span[1])]
}
