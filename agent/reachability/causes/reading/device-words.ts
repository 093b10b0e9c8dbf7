import type { Device } from '../../scene/device.ts'
import { spaceWords } from './parties-words.ts'

/** `eth0 of web`, `br0 of the host`. */
export const deviceWords = ({ name, space }: Device): string => `${name} of ${spaceWords(space)}`
