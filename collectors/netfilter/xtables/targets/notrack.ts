import { extension } from '../extension.ts'
import { noStruct } from '../no-struct.ts'

/** `-j NOTRACK` as old tools wrote it: leaves the packet out of connection tracking. Newer ones write CT. */
export const notrack = extension({ name: 'NOTRACK', revisions: { 0: noStruct }, save: () => [] })
