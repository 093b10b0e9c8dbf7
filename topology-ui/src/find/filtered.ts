import { tallyOf } from '../picture/health.ts'
import type { Group, Picture, Site } from '../picture/picture.ts'
import type { Finder } from './finder.ts'
import { unitOfGroup, unitOfResident, unitOfRow, unitsOf } from './unit.ts'

/** What is left of a picture; what has nothing left in it goes as well, but for the namespaces themselves. */
export const filtered = (picture: Picture, finder: Finder, filters: readonly string[]): Picture => {
  const sites = picture.sites.map((site) => filteredSite(site, finder, filters))
  const rows = sites.flatMap(({ groups }) =>
    groups.flatMap((group) => group.rows.filter(({ kind }) => kind === 'home')),
  )
  const residents = sites.flatMap((site) => site.residents)
  return {
    sites,
    rows: rows.length,
    containers: rows.flatMap(({ members }) => members).length + residents.length,
    tally: tallyOf([...rows, ...residents]),
  }
}

/** How many rows and containers one does not see for the filters. */
export const hiddenIn = (whole: Picture, shown: Picture): number => countIn(whole) - countIn(shown)

const countIn = (picture: Picture): number => unitsOf(picture).filter(({ counts }) => counts).length

const filteredSite = (site: Site, finder: Finder, filters: readonly string[]): Site => {
  const groups = site.groups.flatMap((group): Group[] => {
    const rows = group.rows.filter((row) => finder.passes(filters, unitOfRow(row, group)))
    if (rows.length === 0 && !finder.passes(filters, unitOfGroup(group))) return []
    return [{ ...group, rows, tally: tallyOf(rows.filter(({ kind }) => kind === 'home')) }]
  })
  return {
    ...site,
    groups,
    residents: site.residents.filter((resident) => finder.passes(filters, unitOfResident(resident))),
    publications: site.publications.filter(({ targetKey }) => finder.nodePasses(filters, targetKey)),
  }
}
