import type { Options } from '../command-line.ts'
import { leanHeap } from '../live/lean-memory.ts'
import type { Command } from './command.ts'

/** Every command, loaded when it is called: a command pays only for what it uses. */
export const commands = {
  agent: async () => {
    leanHeap()
    return (await import('./agent.ts')).agent
  },
  topology: async () => (await import('./topology.ts')).topology,
  rules: async () => (await import('./rules.ts')).rules,
  why: async () => (await import('./why.ts')).why,
  audit: async () => (await import('./audit.ts')).audit,
  check: async () => (await import('./check.ts')).check,
  watch: async () => {
    leanHeap()
    return (await import('./watch.ts')).watch
  },
  snapshot: async () => (await import('./snapshot.ts')).snapshot,
} as const satisfies { readonly [name: string]: () => Promise<Command<Options>> }

export type CommandName = keyof typeof commands
export const commandNames = Object.keys(commands) as CommandName[]
export const isCommand = (word: string): word is CommandName => Object.hasOwn(commands, word)
