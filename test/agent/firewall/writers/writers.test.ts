import { globSync, readFileSync } from 'node:fs'
import { basename } from 'node:path'
import { describe, expect, test } from 'vitest'
import { chainWriter, commentWriter, tableWriter, writers } from '../../../../agent/firewall/writers/index.ts'

/** Whose rules a file of the corpus holds, by how its name begins. */
const authors: readonly (readonly [beginning: string, writer: string])[] = [
  ['calico', 'Calico'],
  ['docker', 'Docker'],
  ['fail2ban', 'fail2ban'],
  ['firewalld', 'firewalld'],
  ['kube-proxy', 'kube-proxy'],
  ['ufw', 'ufw'],
]

/** In the file of many. */
const mixed: { readonly [chain: string]: string } = {
  'CNI-ADMIN': 'netavark or CNI',
  'CNI-DN-12ab34cd56ef78901234': 'netavark or CNI',
  'CNI-FORWARD': 'netavark or CNI',
  'CNI-HOSTPORT-DNAT': 'netavark or CNI',
  'CNI-HOSTPORT-MASQ': 'netavark or CNI',
  'CNI-HOSTPORT-SETMARK': 'netavark or CNI',
  ISTIO_INBOUND: 'Istio',
  ISTIO_REDIRECT: 'Istio',
  LIBVIRT_FWI: 'libvirt',
  LIBVIRT_FWO: 'libvirt',
  LIBVIRT_FWX: 'libvirt',
  LIBVIRT_INP: 'libvirt',
  LIBVIRT_PRT: 'libvirt',
  NETAVARK_FORWARD: 'netavark or CNI',
  'ts-forward': 'Tailscale',
  'ts-input': 'Tailscale',
  'ts-postrouting': 'Tailscale',
}

const corpus = globSync('test/rulesets/iptables/*.rules').toSorted()

const ownChains = (file: string): readonly string[] => [
  ...new Set([...readFileSync(file, 'utf8').matchAll(/^:(\S+) -/gm)].map(([, name = '']) => name)),
]

describe('chains of iptables', () => {
  test('the corpus is there', () => {
    expect(corpus.length).toBeGreaterThan(15)
    expect(corpus.flatMap(ownChains).length).toBeGreaterThan(150)
  })

  test.each(corpus)('of %s', (file) => {
    const author = authors.find(([beginning]) => basename(file).startsWith(beginning))?.[1]
    const expected = Object.fromEntries(ownChains(file).map((chain) => [chain, author ?? mixed[chain]]))
    const found = Object.fromEntries(ownChains(file).map((chain) => [chain, chainWriter(chain)?.writer]))
    expect(found).toEqual(expected)
    for (const chain of ownChains(file)) expect(chainWriter(chain)?.about).toMatch(/^[^\n]{6,80}[^.]$/)
  })

  test.each(['INPUT', 'FORWARD', 'PREROUTING', 'my-rules', 'docker', 'MYDOCKER', 'ufw', 'KUBE', 'f2b', 'xcali-a'])(
    '%s is nobody’s in particular',
    (chain) => {
      expect(chainWriter(chain)).toBeNull()
    },
  )

  test('what a chain is for is told by the first habit that fits', () => {
    const about = (chain: string) => chainWriter(chain)?.about
    expect(about('DOCKER')).toBe('published ports')
    expect(about('DOCKER-USER')).toContain('administrator')
    expect(about('KUBE-SVC-NPX46M4PTMTKRN6Y')).toContain('one service')
    expect(about('KUBE-NEW')).toBe('a chain of kube-proxy')
    expect(about('cali-from-wl-dispatch')).toBe('a chain of Calico')
    expect(about('cali-tw-cali1234')).toContain('workload')
    expect(about('NETAVARK-DN-1D8721804F16F')).toBe('published ports of one network')
    expect(about('OLD_CILIUM_FORWARD')).toBe('a chain of Cilium')
    expect(about('FLANNEL-POSTRTG')).toContain('pod network')
    expect(about('WEAVE-NPC-DEFAULT')).toBe('a chain of Weave Net')
    expect(about('CROWDSEC_CHAIN')).toContain('banned')
  })
})

describe('tables of nf_tables', () => {
  test.each([
    ['docker-bridges', 'Docker'],
    ['docker-dns', 'Docker'],
    ['docker-overlay', 'Docker'],
    ['f2b-table', 'fail2ban'],
    ['firewalld', 'firewalld'],
    ['firewalld_policy_drop', 'firewalld'],
    ['kube-proxy', 'kube-proxy'],
    ['netavark', 'netavark or CNI'],
    ['lxd', 'LXD or Incus'],
    ['incus', 'LXD or Incus'],
    ['wg-quick-wg0', 'wg-quick'],
    ['crowdsec6', 'CrowdSec'],
    ['flannel-ipv4', 'flannel'],
    ['calico', 'Calico'],
    ['libvirt_network', 'libvirt'],
  ])('%s is of %s', (table, writer) => {
    expect(tableWriter(table)).toEqual({ writer, about: null })
  })

  test.each(['filter', 'nat', 'mine', 'xfirewalld', 'not-docker'])('%s is nobody’s in particular', (table) => {
    expect(tableWriter(table)).toBeNull()
  })
})

describe('comments', () => {
  test.each([
    ['cali:wUHhoiAYhphO9Mso', 'Calico'],
    ['wg-quick(8) rule for wg0', 'wg-quick'],
    ['flanneld forward', 'flannel'],
    ['generated for LXD network lxdbr0', 'LXD or Incus'],
    ['cilium: transparent proxy', 'Cilium'],
  ])('“%s” is of %s', (comment, writer) => {
    expect(commentWriter(comment)?.writer).toBe(writer)
  })

  test('others are a user’s', () => {
    expect(commentWriter('allow ssh')).toBeNull()
    expect(commentWriter('made by cali: no')).toBeNull()
  })
})

test('no chain is claimed by two writers', () => {
  const chains = [...new Set(corpus.flatMap(ownChains))]
  for (const chain of chains) {
    const claims = Object.values(writers).filter((writer) => writer.chains.some(({ name }) => name.test(chain)))
    expect(claims.map(({ name }) => name)).toHaveLength(1)
  }
})
