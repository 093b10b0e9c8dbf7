import { calico } from './calico.ts'
import { cilium } from './cilium.ts'
import { crowdsec } from './crowdsec.ts'
import { docker } from './docker.ts'
import { fail2ban } from './fail2ban.ts'
import { firewalld } from './firewalld.ts'
import { flannel } from './flannel.ts'
import { istio } from './istio.ts'
import { kubeProxy } from './kube-proxy.ts'
import { libvirt } from './libvirt.ts'
import { lxd } from './lxd.ts'
import { podman } from './podman.ts'
import { tailscale } from './tailscale.ts'
import { ufw } from './ufw.ts'
import { weave } from './weave.ts'
import { wgQuick } from './wg-quick.ts'
import type { Writer } from './writer.ts'

/** Everybody whose rules are recognised. One file and one word each. */
export const writers = {
  calico,
  cilium,
  crowdsec,
  docker,
  fail2ban,
  firewalld,
  flannel,
  istio,
  kubeProxy,
  libvirt,
  lxd,
  podman,
  tailscale,
  ufw,
  weave,
  wgQuick,
} as const satisfies { readonly [key: string]: Writer }

/** Who wrote something, and what it is for, as far as that can be told. */
export interface Attribution {
  readonly writer: string
  readonly about: string | null
}

const all: readonly Writer[] = Object.values(writers)

/** Who made a chain of this name in a table of iptables; null for one that anybody may have made. */
export const chainWriter = (chain: string): Attribution | null => {
  for (const { name, chains } of all) {
    const habit = chains.find((candidate) => candidate.name.test(chain))
    if (habit !== undefined) return { writer: name, about: habit.about }
  }
  return null
}

const writerOfTable = (table: string): Writer | undefined =>
  all.find(({ tables }) => tables?.some((name) => name.test(table)))

/** Who made a table of nf_tables, by its name. */
export const tableWriter = (table: string): Attribution | null => {
  const found = writerOfTable(table)
  return found === undefined ? null : { writer: found.name, about: null }
}

/** What a chain of such a table is for. */
export const aboutInTable = (table: string, chain: string): string | null =>
  writerOfTable(table)?.tableChains?.find(({ name }) => name.test(chain))?.about ?? null

/** Who left a comment on a rule. */
export const commentWriter = (comment: string): Attribution | null => {
  const found = all.find((writer) => writer.comment?.test(comment))
  return found === undefined ? null : { writer: found.name, about: null }
}
