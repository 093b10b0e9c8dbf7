import { extension } from '../extension.ts'
import { firstRange } from './nat-range.ts'
import { portWords } from './nat-words.ts'

/** `-j REDIRECT`: to this host itself. */
export const redirect = extension({ name: 'REDIRECT', revisions: { 0: firstRange }, save: portWords })
