import { removeRun } from './remove-run.ts'
import { deadRuns } from './run.ts'

export type Swept = { readonly runId: string; readonly left: readonly string[] }

/** Removes what runs left behind whose process was killed; never touches a living run. `left` is what could not be removed. */
export const sweep = (): readonly Swept[] => deadRuns().map((runId) => ({ runId, left: removeRun(runId) }))
