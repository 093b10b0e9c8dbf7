import { isIP } from 'node:net'
import type { NameFiles } from './record.ts'

/** Parses `/etc/hosts`, hosts(5): an address, then its names. Other lines are left out, as resolvers do. */
export const parseHosts = (content: string): NameFiles['hosts'] =>
  content.split('\n').flatMap((line) => {
    const [address = '', ...names] = line.replace(/#.*/, '').trim().split(/\s+/)
    return isIP(address) === 0 || names.length === 0 ? [] : [{ address, names }]
  })
