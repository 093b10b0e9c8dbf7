import { findingKind, ruleKinds } from './event.ts'
import { silentKinds, words } from './words/index.ts'

/** Every kind of change: the kinds of nodes and edges, those of rules, and findings. */
export const changeKinds: readonly string[] = [...Object.keys(words), ...silentKinds, ...ruleKinds, findingKind]
