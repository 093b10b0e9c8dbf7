import type { ResolvConf } from './record.ts'

/** resolv.conf(5): what glibc and musl take at most. */
const mostServers = 3

/** Parses `/etc/resolv.conf`. Lines that no resolver understands are left out, as resolvers do. */
export const parseResolvConf = (content: string): ResolvConf => {
  const nameservers: string[] = []
  let search: readonly string[] = []
  let ndots = 1
  const external: string[] = []
  for (const line of content.split('\n')) {
    const noted = /^# ExtServers: \[(.*)\]/.exec(line)?.[1]
    if (noted !== undefined) external.push(...noted.split(' ').filter(Boolean))
    const [word, ...values] = line
      .replace(/[#;].*/, '')
      .trim()
      .split(/\s+/)
    const [first] = values
    if (word === 'nameserver' && first !== undefined) nameservers.push(first)
    else if (word === 'search' || word === 'domain') search = word === 'domain' ? values.slice(0, 1) : values
    else if (word === 'options')
      for (const option of values) {
        const dots = /^ndots:(\d+)$/.exec(option)?.[1]
        if (dots !== undefined) ndots = Math.min(Number(dots), 15)
      }
  }
  return { nameservers: nameservers.slice(0, mostServers), search, ndots, external }
}
