import { ruleKinds } from './event.ts'
import { silentKinds, words } from './words/index.ts'

/** Every kind of change: the kinds of nodes and edges, and those of rules. */
export const changeKinds: readonly string[] = [...Object.keys(words), ...silentKinds, ...ruleKinds]
