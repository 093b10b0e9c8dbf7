import { readFileSync } from 'node:fs'
import { dashboardsFolder, filesIn } from './deployed.ts'

/** The parts of Grafana's dashboard JSON that tests look at. */
export interface Dashboard {
  readonly uid: string
  readonly title: string
  readonly schemaVersion: number
  readonly tags: readonly string[]
  readonly links: readonly { readonly url: string; readonly keepTime: boolean; readonly includeVars: boolean }[]
  readonly templating: { readonly list: readonly Variable[] }
  readonly annotations: { readonly list: readonly { readonly name: string; readonly expr: string }[] }
  readonly panels: readonly Panel[]
}

export interface Variable {
  readonly name: string
  readonly type: string
  readonly allValue?: string
  readonly query: string | { readonly query: string }
}

export interface Panel {
  readonly id: number
  readonly type: string
  readonly title: string
  readonly datasource?: { readonly type: string; readonly uid: string }
  readonly gridPos: { readonly x: number; readonly y: number; readonly w: number; readonly h: number }
  readonly targets?: readonly { readonly refId: string; readonly expr: string; readonly datasource: { uid: string } }[]
  readonly fieldConfig?: { readonly defaults: { readonly unit?: string }; readonly overrides: readonly Override[] }
  readonly transformations?: readonly { readonly id: string; readonly options: Record<string, unknown> }[]
  /** Of a row that is folded up. */
  readonly panels?: readonly Panel[]
}

interface Override {
  readonly matcher: { readonly id: string; readonly options: string }
  readonly properties: readonly { readonly id: string; readonly value: unknown }[]
}

export const shippedDashboards = (): Dashboard[] =>
  filesIn(dashboardsFolder, '.json').map((file) => JSON.parse(readFileSync(file, 'utf8')) as Dashboard)

/** All panels that show something, those in rows too. */
export const panelsOf = (dashboard: Pick<Dashboard, 'panels'>): Panel[] =>
  dashboard.panels.flatMap((panel) => (panel.type === 'row' ? [...(panel.panels ?? [])] : [panel]))

/** What a variable asks Prometheus; undefined for the choice of a datasource. */
export const variableQuery = ({ type, query }: Variable): string | undefined =>
  type === 'query' ? (typeof query === 'string' ? query : query.query) : undefined
