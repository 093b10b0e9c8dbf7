import { describe, expect, it } from 'vitest'
import { filesystemMounts } from '../../../collectors/machine/filesystems.ts'
import { parseMounts } from '../../../collectors/procfs/mounts.ts'

const chosen = (...lines: readonly string[]): string[] =>
  filesystemMounts(parseMounts(lines.map((line, index) => `${index} 1 ${line}\n`).join(''))).map(
    ([best]) => `${best?.source} ${best?.mountPoint}`,
  )

describe('filesystemMounts', () => {
  it('takes each device once, by the whole filesystem rather than a part of it, then by the shorter path', () => {
    const lines = [
      '8:1 / / rw - ext4 /dev/sda1 rw',
      '8:1 /var/lib/docker /d rw - ext4 /dev/sda1 rw',
      '8:2 /sub /a rw - xfs /dev/sda2 rw',
      '8:2 / /srv/long rw - xfs /dev/sda2 rw',
      '8:2 / /srv/longer rw - xfs /dev/sda2 rw',
      '259:2 / /boot/efi rw - vfat /dev/nvme0n1p2 rw',
    ]
    expect(chosen(...lines)).toEqual(['/dev/sda1 /', '/dev/sda2 /srv/long', '/dev/nvme0n1p2 /boot/efi'])
    expect(chosen(...lines.toReversed()).sort()).toEqual(chosen(...lines).sort())
  })

  it('takes btrfs subvolumes and ZFS datasets, which have numbers without a device', () => {
    const lines = [
      '0:31 /@ / rw - btrfs /dev/sda2 rw,subvol=/@',
      '0:31 /@home /home rw - btrfs /dev/sda2 rw,subvol=/@home',
      '0:40 / /tank rw - zfs tank rw',
      '0:41 / /tank/db rw - zfs tank/db rw',
    ]
    expect(chosen(...lines)).toEqual(['/dev/sda2 /', 'tank /tank', 'tank/db /tank/db'])
  })

  it('takes none in memory, no image, no overlay of a container, and none that may hang', () => {
    const lines = [
      '0:21 / /proc rw - proc proc rw',
      '0:23 / /dev/shm rw - tmpfs tmpfs rw',
      '7:1 / /snap/core/1 ro - squashfs /dev/loop1 ro',
      '0:60 / /var/lib/docker/overlay2/x/merged rw - overlay overlay rw',
      '0:50 / /nfs rw - nfs4 filer:/x rw',
      '8:4 / /nfs/disk rw - ext4 /dev/sda4 rw',
      '8:5 / /usb rw - fuseblk /dev/sda5 rw',
      '0:51 / /sshfs rw - fuse.sshfs me@there: rw',
    ]
    expect(chosen(...lines)).toEqual([])
  })

  it('takes the disk below a container by the files that are bound into it', () => {
    const lines = ['0:60 / / rw - overlay overlay rw,upperdir=/x', '8:1 /x/hosts /etc/hosts rw - ext4 /dev/sda1 rw']
    expect(chosen(...lines)).toEqual(['/dev/sda1 /etc/hosts'])
  })
})
