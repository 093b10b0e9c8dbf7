import { join } from 'node:path'
import { readText } from '../procfs/read.ts'

/** Names of block devices by number, as sysfs has them. */
export class BlockDevices {
  readonly #sys: string
  readonly #names = new Map<string, string>()

  constructor(sys: string) {
    this.#sys = sys
  }

  /** Its name below `/dev`; empty for a device that is gone. */
  nameOf(major: number, minor: number): string {
    const key = `${major}:${minor}`
    const known = this.#names.get(key)
    if (known !== undefined) return known
    const uevent = readText(join(this.#sys, 'dev/block', key, 'uevent'))
    const name = (uevent.code === undefined && /^DEVNAME=(.+)$/m.exec(uevent.value)?.[1]) || ''
    if (name !== '') this.#names.set(key, name)
    return name
  }

  /** Numbers are given to other devices in time. */
  forget(): void {
    this.#names.clear()
  }
}
