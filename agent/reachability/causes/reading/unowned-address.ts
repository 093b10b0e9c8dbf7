import type { Scene } from '../../scene/scene.ts'

/** Whether no interface that the snapshot shows has an address. */
export const isUnowned = (address: string, { addressed }: Scene): boolean => addressed(address).length === 0
