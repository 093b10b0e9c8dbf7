import { extension } from '../extension.ts'
import { firstRange } from './nat-range.ts'
import { portWords } from './nat-words.ts'

/** `-j MASQUERADE`: from the address of the interface that the packet leaves by. */
export const masquerade = extension({ name: 'MASQUERADE', revisions: { 0: firstRange }, save: portWords })
