import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { Topology } from '../../agent/topology/graph.ts'
import { readPageFiles } from '../../exporters/api/page-files.ts'
import { checkoutRoot } from '../commands/checkout.ts'
import { exampleServer } from '../exporters/api/example-server.ts'
import { exampleView } from '../exporters/example-snapshot.ts'
import { madeEngine } from '../topology-ui/made-host.ts'

/** The page as it was built. */
export const builtPage = () => {
  const page = readPageFiles(join(checkoutRoot, 'dist/page'))
  if (page.size === 0) throw new Error('The page is not built: sh scripts/page.sh builds it.')
  return page
}

/** The agent's server with the page, over a host that exists only in this graph. */
export const serveHost = async (topology: Topology): Promise<AsyncDisposable & { readonly url: string }> => {
  const { snapshot: example } = exampleView
  const known = new Set(example.namespaces.map(({ inode }) => inode))
  const others = topology.mapNodes((key, says) =>
    says.kind !== 'netns' || known.has(says.inode)
      ? []
      : [{ id: key, inode: says.inode, root: false, names: [], pids: [], holder: 'process' as const }],
  )
  const namespaces = [...example.namespaces, ...others.flat()]
  const snapshot = { ...example, engine: madeEngine, problems: [], namespaces }
  const app = await exampleServer({ page: builtPage(), view: () => ({ snapshot, usage: null, topology }) })
  await app.listen({ host: '127.0.0.1', port: 0 })
  const { port } = app.server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}/`, [Symbol.asyncDispose]: () => app.close() }
}
