import { extension } from '../extension.ts'
import { noStruct } from '../no-struct.ts'

/** `-j TRACE`: the kernel tells every rule that the packet meets from here on. */
export const trace = extension({ name: 'TRACE', revisions: { 0: noStruct }, save: () => [] })
