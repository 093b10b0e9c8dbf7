import type { Snapshot } from '../../../../collectors/snapshot.ts'
import { shellWord } from './shell-word.ts'

const usual: ReadonlySet<string> = new Set(['', 'unix:///var/run/docker.sock', 'unix:///run/docker.sock'])

/** A command for the engine that the snapshot is of: `docker network connect …`; words of others are quoted. */
export const dockerCommand = ({ engine }: Snapshot, ...words: readonly string[]): string => {
  const address = engine?.address ?? ''
  const said = words.map(shellWord)
  return ['docker', ...(usual.has(address) ? [] : ['-H', shellWord(address)]), ...said].join(' ')
}

/** How the engine writes all its rules anew. */
export const restartEngine = ({ engine }: Snapshot): string =>
  usual.has(engine?.address ?? '') ? 'systemctl restart docker' : `# restart the Docker engine of ${engine?.address}`
