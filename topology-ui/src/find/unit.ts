import type { Group, Health, Member, Picture, Row } from '../picture/picture.ts'
import { keysOf } from '../picture/rows.ts'
import { words } from '../words.ts'

/** By what one filters, besides by text. */
export const fields = ['network', 'project', 'state', 'problem'] as const
export type Field = (typeof fields)[number]
export type Facts = { readonly [F in Field]: readonly string[] }

/** What is shown or hidden as one: a row, a box, a container in the host's namespace. */
export interface Unit {
  /** Of its nodes. */
  readonly keys: readonly string[]
  /** Of the network or bridge that it is on: who looks for that finds all that is on it. */
  readonly within: readonly string[]
  readonly facts: Facts
  /** It counts when one says how many are hidden. */
  readonly counts: boolean
}

export const unitOfRow = (row: Row, group: Group): Unit => ({
  keys: keysOf(row),
  within: group.keys,
  facts: {
    network: [group.title, ...row.elsewhere],
    project: row.members.flatMap(({ project }) => project ?? []),
    state: row.members.map(({ state }) => state),
    problem: problemOf(row.health),
  },
  counts: row.kind === 'home',
})

export const unitOfGroup = (group: Group): Unit => ({
  keys: group.keys,
  within: [],
  facts: { ...none, network: [group.title], problem: problemOf(group.health) },
  counts: false,
})

export const unitOfResident = ({ key, state, project, health }: Member): Unit => ({
  keys: [key],
  within: [],
  facts: {
    network: [words.hostNetwork],
    project: project === null ? [] : [project],
    state: [state],
    problem: problemOf(health),
  },
  counts: true,
})

const none: Facts = { network: [], project: [], state: [], problem: [] }

const problemOf = (health: Health): readonly string[] => (health === 'healthy' ? [] : [words.health[health]])

/** All that a picture shows, besides its namespaces themselves. */
export const unitsOf = ({ sites }: Picture): readonly Unit[] =>
  sites.flatMap(({ uplinks, devices, residents, groups }) => [
    ...[...uplinks, ...devices].map(({ key, health }) => ({
      keys: [key],
      within: [],
      facts: { ...none, problem: problemOf(health) },
      counts: false,
    })),
    ...residents.map(unitOfResident),
    ...groups.flatMap((group) => [unitOfGroup(group), ...group.rows.map((row) => unitOfRow(row, group))]),
  ])
