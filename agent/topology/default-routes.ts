import type { Snapshot } from '../../collectors/snapshot.ts'
import { remembered } from '../indexes/remembered.ts'

type Routes = Snapshot['routes']

/** The routes to everywhere else among those of all namespaces, which are many. */
export const defaultRoutesOf = ({ routes }: Pick<Snapshot, 'routes'>): Routes => defaultsIn(routes)

const defaultsIn = remembered((routes: Routes): Routes => routes.filter(isDefault))

const isDefault = ({ destinationLength, type }: Routes[number]): boolean =>
  destinationLength === 0 && type === 'unicast'
