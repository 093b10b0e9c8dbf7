import type { Namespace } from '../collectors/namespaces/record.ts'
import type { Snapshot } from '../collectors/snapshot.ts'
import { meansAll, ruledNamespaces, usualNamespaces } from '../exporters/reading/rulesets.ts'
import { suggestion } from '../exporters/suggest.ts'
import { containersNamed, namespacesNamed } from './topology/named.ts'
import { namespaceTitle } from './topology/namespace-title.ts'
import { UsageError } from './usage-error.ts'

/**
 * The namespaces that `--netns` means.
 * @param word undefined: those that are meant when nobody says
 * @throws UsageError when the word means no namespace, or several
 */
export const chosenNamespaces = (word: string | undefined, snapshot: Snapshot): readonly Namespace[] => {
  if (word === undefined) return usualNamespaces(snapshot)
  if (meansAll(word, snapshot)) return ruledNamespaces(snapshot)
  const found = namespacesNamed(word, snapshot)
  if (found.length === 0) throw nothingCalled(word, snapshot)
  if (found.length === 1) return found
  const candidates = found.map((namespace) => `${namespace.inode ?? 'unknown'} ${namespaceTitle(namespace, snapshot)}`)
  throw new UsageError(`'${word}' means ${found.length} network namespaces; give an inode: ${candidates.join('; ')}.`)
}

const nothingCalled = (word: string, { containers, namespaces }: Snapshot): UsageError => {
  const [container] = containersNamed(word, containers)
  if (container !== undefined)
    return new UsageError(`container '${word}' has no network namespace that can be seen; it is ${container.state}.`)
  const names = ['host', 'all', ...containers.map(({ name }) => name), ...namespaces.flatMap(({ names: own }) => own)]
  return new UsageError(
    `no network namespace is called '${word}'.${suggestion(word, names)} Give host, a container, a name, an inode, pid:PID or all.`,
  )
}
