import type { Snapshot } from '../../collectors/snapshot.ts'

type Routes = Snapshot['routes']

const known = new WeakMap<Routes, Routes>()

/** The routes to everywhere else among those of all namespaces, which are many; chosen once. */
export const defaultRoutesOf = ({ routes }: Pick<Snapshot, 'routes'>): Routes => {
  const found = known.get(routes) ?? routes.filter(isDefault)
  known.set(routes, found)
  return found
}

const isDefault = ({ destinationLength, type }: Routes[number]): boolean =>
  destinationLength === 0 && type === 'unicast'
