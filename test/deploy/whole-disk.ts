import { existsSync, realpathSync, statSync } from 'node:fs'
import { basename, dirname } from 'node:path'

/** The disk, not the partition, that holds a folder, as `/dev/NAME`; undefined for tmpfs and the like. */
export const wholeDisk = (folder: string): string | undefined => {
  const { dev } = statSync(folder)
  // Major and minor number of st_dev, as makedev(3) joins them; below 4096 and 256 on every disk.
  const link = `/sys/dev/block/${(dev >> 8) & 0xfff}:${dev & 0xff}`
  if (!existsSync(link)) return undefined
  const device = realpathSync(link)
  return `/dev/${basename(existsSync(`${device}/partition`) ? dirname(device) : device)}`
}
