import type { Device } from '../scene/device.ts'
import { neighbourKey } from './table.ts'

/** What a request for a neighbour, and so all its copies, are called; an answer's name ends with it. */
export const requestLabel = (device: Device, target: string): string => `who has ${neighbourKey(device, target)}`

/** The name of the answer to a request. */
export const answerLabel = (request: string): string => `answer to ${request}`
