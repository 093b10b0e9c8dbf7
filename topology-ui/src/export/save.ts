import type { Layout } from '../layout/layout.ts'
import { type Colours, colourNames, svgOf } from './svg-of.ts'

/** Browsers draw no picture with longer sides, nor one with more pixels. */
const longestSide = 16_000
const mostPixels = 120_000_000

export const saveSvg = (layout: Layout): void =>
  save(new Blob([svgOf(layout, coloursNow())], { type: 'image/svg+xml' }), 'netloupe.svg')

/** Twice as large as on the screen, where a browser can draw that. @throws Error if it cannot */
export const savePng = async (layout: Layout): Promise<void> => {
  const image = new Image()
  image.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(svgOf(layout, coloursNow()))}`
  await image.decode()
  const { naturalWidth: width, naturalHeight: height } = image
  const scale = Math.min(2, longestSide / Math.max(width, height), Math.sqrt(mostPixels / (width * height)))
  const canvas = document.createElement('canvas')
  canvas.width = Math.floor(width * scale)
  canvas.height = Math.floor(height * scale)
  canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height)
  const { promise, resolve } = Promise.withResolvers<Blob | null>()
  canvas.toBlob(resolve, 'image/png')
  const blob = await promise
  if (blob !== null) save(blob, 'netloupe.png')
}

/** Those of the page as it is now, light or dark. */
const coloursNow = (): Colours => {
  const probe = document.createElement('span')
  document.body.append(probe)
  const resolved = colourNames.map((name) => {
    probe.style.color = `var(--${name})`
    return [name, getComputedStyle(probe).color]
  })
  probe.remove()
  return Object.fromEntries(resolved) as Colours
}

const save = (blob: Blob, name: string): void => {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  // The download has its own hold on the data by then.
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000)
}
