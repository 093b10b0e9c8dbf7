import type { TargetUse } from '../../../../../collectors/netfilter/xtables/targets/index.ts'

/** The targets that have a name here. */
export type KnownTarget = Exclude<TargetUse, { readonly kind: 'other' }>

/** What the struct of a target says. */
export type InfoOf<K extends KnownTarget['kind']> = Extract<KnownTarget, { readonly kind: K }>['info']
