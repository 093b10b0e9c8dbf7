import { suggestion } from '../suggest.ts'
import { type GroupName, groups } from './groups/index.ts'

/** What one scrape asks for, by `collect[]` and `exclude[]`. */
export interface Wish {
  readonly collect: readonly string[]
  readonly exclude: readonly string[]
}

/**
 * The groups of a scrape: of those that are on, the named ones, or all but the named ones.
 * @returns why not, in one line, for a name that is not there or not on
 */
export const selectGroups = (on: readonly GroupName[], { collect, exclude }: Wish): readonly GroupName[] | string => {
  if (collect.length > 0 && exclude.length > 0) return 'collect[] and exclude[] cannot both be given.'
  const unknown = [...collect, ...exclude].find((name) => !on.some((group) => group === name))
  if (unknown !== undefined) {
    const off = Object.hasOwn(groups, unknown)
    return off
      ? `The collector '${unknown}' is off: start the agent with --collector.${unknown}.`
      : `There is no collector '${unknown}'.${suggestion(unknown, on)}`
  }
  return collect.length > 0 ? on.filter((name) => collect.includes(name)) : on.filter((name) => !exclude.includes(name))
}
