import type { Device, Group, Member, Picture, Publication, Row, Site } from '../picture/picture.ts'

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
}

export interface Placed<T> extends Box {
  readonly of: T
}

/** Where everything of a picture is. */
export interface Layout {
  readonly picture: Picture
  readonly sites: readonly SiteBox[]
  readonly bounds: Box
}

export interface SiteBox extends Box {
  readonly site: Site
  /** Null where no interface leads there. */
  readonly world: Box | null
  readonly uplinks: readonly Placed<Device>[]
  /** The box of the namespace itself. */
  readonly host: Box
  readonly devices: readonly Placed<Device>[]
  readonly residents: readonly Placed<Member>[]
  /** The published ports beside it. */
  readonly ports: (Box & { readonly more: number }) | null
  readonly publications: readonly Placed<Publication>[]
  /** Height of the rail from which the columns hang. */
  readonly rail: number
  readonly groups: readonly GroupBox[]
}

export interface GroupBox extends Box {
  /** The same in every layout. */
  readonly id: string
  readonly group: Group
  readonly open: boolean
  /** Where the line of its column comes down. */
  readonly gutter: number
  readonly rows: readonly Placed<Row>[]
  /** How many rows are not shown, and where that stands. */
  readonly more: (Box & { readonly count: number; readonly failing: number }) | null
}
