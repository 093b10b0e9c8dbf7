import type { Box } from '../layout/layout.ts'

/** Where one looks: a point of the layout is drawn at `x + k * point`. */
export interface Transform {
  readonly x: number
  readonly y: number
  readonly k: number
}

/** How much is drawn of a row: all; its name and state; or only its state, as a tile. */
export type Level = 'full' | 'names' | 'tiles'

/** What is worth drawing now. It stays the same object while one pans and zooms a little. */
export interface View {
  readonly level: Level
  readonly visible: Box
}

const quantum = 600
const margin = 300

export const levelAt = (k: number): Level => (k >= 0.6 ? 'full' : k >= 0.3 ? 'names' : 'tiles')

/** The part of the layout that is on the screen, widened to steps so that it changes rarely. */
export const viewAt = ({ x, y, k }: Transform, size: { readonly width: number; readonly height: number }): View => {
  const step = quantum / Math.min(1, k)
  const down = (at: number): number => Math.floor((at - margin) / step) * step
  const up = (at: number): number => Math.ceil((at + margin) / step) * step
  const [left, top] = [down(-x / k), down(-y / k)]
  const visible = {
    x: left,
    y: top,
    width: up((size.width - x) / k) - left,
    height: up((size.height - y) / k) - top,
  }
  return { level: levelAt(k), visible }
}

export const isSameView = (one: View, other: View): boolean =>
  one.level === other.level &&
  one.visible.x === other.visible.x &&
  one.visible.y === other.visible.y &&
  one.visible.width === other.visible.width &&
  one.visible.height === other.visible.height

export const overlaps = (one: Box, other: Box): boolean =>
  one.x < other.x + other.width &&
  other.x < one.x + one.width &&
  one.y < other.y + other.height &&
  other.y < one.y + one.height

const edge = 28

/** All of it, as large as it fits, and not larger than it is. */
export const fitting = (bounds: Box, size: { readonly width: number; readonly height: number }): Transform => {
  const k = Math.min(1, (size.width - 2 * edge) / bounds.width, (size.height - 2 * edge) / bounds.height)
  return { k, x: Math.max(edge, (size.width - bounds.width * k) / 2) - bounds.x * k, y: edge - bounds.y * k }
}

/** The smallest at which names are read well. */
const readable = 0.72

/** What one sees first: all of it if that can be read, else its beginning. */
export const firstLook = (bounds: Box, size: { readonly width: number; readonly height: number }): Transform => {
  const all = fitting(bounds, size)
  if (all.k >= readable) return all
  const k = Math.max(readable, Math.min(1, (size.width - 2 * edge) / bounds.width))
  return { k, x: Math.max(edge, (size.width - bounds.width * k) / 2) - bounds.x * k, y: edge - bounds.y * k }
}

/** The least movement that brings a box onto the screen. */
export const movedToShow = (
  { x, y, k }: Transform,
  box: Box,
  size: { readonly width: number; readonly height: number },
): Transform => ({ k, x: slid(x, k, box.x, box.width, size.width), y: slid(y, k, box.y, box.height, size.height) })

const slid = (offset: number, k: number, start: number, length: number, screen: number): number => {
  const [from, to] = [offset + start * k, offset + (start + length) * k]
  if (from < edge) return edge - start * k
  return to > screen - edge ? Math.max(edge - start * k, screen - edge - (start + length) * k) : offset
}
