import type { ConfinedProcess } from '../../../collectors/confinement/record.ts'
import type { Evidence } from '../finding.ts'

/** A line of a file of `/proc/PID`, and whose it is. */
export const processEvidence = ({ pid, command }: ConfinedProcess, file: string, fact: string): Evidence => ({
  where: `/proc/${pid}/${file} (${command})`,
  fact,
})
