import { xmlEscaped } from '../../../exporters/formats/table/xml-text.ts'
import type { Box, GroupBox, Layout, Placed, SiteBox } from '../layout/layout.ts'
import { measures } from '../layout/measures.ts'
import { busPath, railPath } from '../map/edges.tsx'
import type { Device, Health, Row } from '../picture/picture.ts'
import { words } from '../words.ts'

/** Colours by what they are for, as CSS writes them. */
export const colourNames = ['ink', 'soft', 'paper', 'canvas', 'well', 'line', 'strong', 'warn', 'fail', 'idle'] as const
export type Colours = { readonly [N in (typeof colourNames)[number]]: string }

const margin = 24

/** What the map shows, all of it, as a document of its own: no style, script or font from elsewhere. Pure. */
export const svgOf = ({ sites, bounds }: Layout, colours: Colours): string => {
  const [width, height] = [bounds.width + 2 * margin, bounds.height + 2 * margin]
  const body = sites.map((site) => siteParts(site, colours)).join('\n')
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${-margin} ${-margin} ${width} ${height}" font-family="system-ui, 'DejaVu Sans', sans-serif" font-size="12">
<title>${xmlEscaped(words.map)}</title>
<rect x="${-margin}" y="${-margin}" width="${width}" height="${height}" fill="${colours.canvas}"/>
${body}
</svg>
`
}

const line = (d: string, colour: string): string =>
  d === '' ? '' : `<path d="${d}" fill="none" stroke="${colour}" stroke-width="1.5"/>`

interface Look {
  readonly fill: string
  readonly stroke: string
  readonly radius?: number
  readonly width?: number
  readonly dashed?: boolean
}

const rectangle = (
  { x, y, width, height }: Box,
  { fill, stroke, radius = 8, width: pen = 1.5, dashed }: Look,
): string =>
  `<rect x="${x}" y="${y}" width="${width}" height="${height}" rx="${radius}" fill="${fill}" stroke="${stroke}" stroke-width="${pen}"${dashed ? ' stroke-dasharray="4 3"' : ''}/>`

interface Piece {
  readonly text: string
  readonly colour: string
  readonly bold?: boolean
  readonly mono?: boolean
}

/** Pieces of text on one line, cut where the box ends. */
const text = ({ x, y, width, height }: Box, pieces: readonly Piece[]): string => {
  const spans = pieces
    .filter((piece) => piece.text !== '')
    .map(
      (piece, at) =>
        `<tspan${at === 0 ? '' : ' dx="8"'} fill="${piece.colour}"${piece.bold ? ' font-weight="600"' : ''}${piece.mono ? ' font-family="monospace"' : ''}>${xmlEscaped(piece.text)}</tspan>`,
    )
  return `<svg x="${x}" y="${y}" width="${Math.max(0, width)}" height="${height}"><text x="8" y="${height / 2}" dominant-baseline="central">${spans.join('')}</text></svg>`
}

const strokeOf = (health: Health, { fail, warn, idle }: Colours, otherwise: string): string =>
  ({ failing: fail, warning: warn, stopped: idle, healthy: otherwise })[health]

const siteParts = (box: SiteBox, colours: Colours): string => {
  const { ink, soft, paper, strong, well } = colours
  const { world, uplinks, host, devices, residents, ports, publications, site, groups } = box
  const upper = (part: Box, height: number): Box => ({ ...part, height })
  return [
    line(railPath(box), strong),
    world === null ? '' : rectangle(world, { fill: paper, stroke: strong, radius: 22, dashed: true }),
    world === null ? '' : text(world, [{ text: words.world, colour: ink, bold: true }]),
    ...uplinks.map((placed) => deviceParts(placed, colours)),
    rectangle(host, { fill: paper, stroke: strong, width: 3 }),
    text(upper(host, 56), [
      { text: site.title, colour: ink, bold: true },
      { text: site.says.join(' · '), colour: soft },
    ]),
    ...devices.map((placed) => deviceParts(placed, colours)),
    ...residents.map(
      (placed) =>
        rectangle(placed, { fill: paper, stroke: strokeOf(placed.of.health, colours, strong) }) +
        text(placed, [
          { text: placed.of.name, colour: ink, bold: true },
          { text: words.hostNetwork, colour: soft },
        ]),
    ),
    ports === null ? '' : rectangle(ports, { fill: paper, stroke: strong }),
    ports === null ? '' : text(upper(ports, 34), [{ text: words.publishedPorts, colour: ink, bold: true }]),
    ...publications.map(
      (placed) =>
        rectangle(placed, { fill: well, stroke: 'none' }) +
        text(placed, [{ text: `${placed.of.address} → ${placed.of.target}`, colour: ink, mono: true }]),
    ),
    ...groups.map((group) => groupParts(group, colours)),
  ].join('')
}

const deviceParts = (placed: Placed<Device>, colours: Colours): string => {
  const { of: device } = placed
  return (
    rectangle(placed, {
      fill: colours.paper,
      stroke: strokeOf(device.health, colours, colours.strong),
      radius: 2,
      dashed: device.health === 'stopped',
    }) +
    text(placed, [
      { text: device.name, colour: colours.ink, bold: true },
      { text: `if${device.ifindex}`, colour: colours.soft, mono: true },
      { text: device.addresses[0] ?? device.type, colour: colours.soft, mono: true },
    ])
  )
}

const groupParts = (box: GroupBox, colours: Colours): string => {
  const { group, rows, more, open } = box
  const { ink, soft, paper, strong, line: edge } = colours
  const wired = open ? rows.filter(({ of }) => (of.port !== null || of.inner !== null) && !of.detached) : []
  return [
    rectangle(box, {
      fill: paper,
      stroke: strokeOf(group.health, colours, edge),
      radius: 10,
      dashed: group.kind === 'alone',
    }),
    text({ ...box, height: measures.headerHeight }, [
      { text: group.title, colour: ink, bold: true },
      { text: group.says.join(' · '), colour: soft },
    ]),
    line(busPath(box, wired), strong),
    ...rows.map((row) => rowParts(row, colours)),
    more === null ? '' : text(more, [{ text: words.more(more.count, more.failing), colour: soft }]),
  ].join('')
}

const { portWidth, wireWidth } = measures

const rowParts = (placed: Placed<Row>, colours: Colours): string => {
  const { x, y, width, height, of: row } = placed
  const { ink, soft, paper, well, line: edge, strong } = colours
  const portBox = { x, y: y + 1, width: portWidth, height: height - 2 }
  const cell = { x: x + portWidth + wireWidth, y, width: width - portWidth - wireWidth, height }
  const { port, inner, members, health, title } = row
  return [
    port === null
      ? ''
      : rectangle(portBox, { fill: well, stroke: strokeOf(port.health, colours, edge), radius: 2 }) +
        text(portBox, [
          { text: `if${port.ifindex}`, colour: soft, mono: true },
          { text: port.name, colour: ink, mono: true },
        ]),
    port === null || inner === null ? '' : line(`M${x + portWidth} ${y + height / 2}h${wireWidth}`, strong),
    rectangle(cell, {
      fill: paper,
      stroke: strokeOf(health, colours, edge),
      width: health === 'failing' ? 2.5 : 1.5,
      dashed: row.kind === 'visit' || health === 'stopped',
    }),
    text(cell, [
      { text: health === 'healthy' ? '' : words.health[health], colour: strokeOf(health, colours, ink), bold: true },
      { text: title, colour: ink, bold: true },
      {
        text: members
          .slice(1)
          .map(({ name }) => `+ ${name}`)
          .join(' '),
        colour: soft,
      },
      { text: inner === null ? '' : `${inner.name} if${inner.ifindex}`, colour: ink, mono: true },
      { text: inner?.addresses[0] ?? '', colour: soft, mono: true },
    ]),
  ].join('')
}
