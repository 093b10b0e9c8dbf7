import { type Check, ofContainers } from '../check.ts'
import { runAnew } from '../reading/run-anew.ts'

/**
 * What runc allows to everybody (opencontainers/runc: libcontainer/specconv, AllowedDevices): null, zero, full, random, urandom, tty,
 * console, ptmx, pts, tun; and to make nodes, which alone opens nothing.
 */
const usual = /^(?:[bc] \*:\* m|c 1:(?:3|5|7|8|9) rwm|c 5:(?:0|1|2) rwm|c 10:200 rwm|c 136:\* rwm)$/

export const devExposed: Check = {
  id: 'dev-exposed',
  title: 'A container may open devices of the host',
  gain: 'Reads and writes disks or memory past all files, or speaks to hardware.',
  reference: '5.17',
  find: ofContainers((subject) => {
    const more = subject.confinement.devices?.filter((rule) => !usual.test(rule)) ?? []
    if (more.length === 0) return null
    const isAll = more.some((rule) => /^a |^[bc] \*:\* .*[rw]/.test(rule))
    const isDisk = more.some((rule) => rule.startsWith('b '))
    return {
      severity: isAll || isDisk ? (subject.isRemapped ? 'medium' : 'critical') : 'medium',
      reason: isAll
        ? 'every device is allowed, the disks too'
        : isDisk
          ? 'a disk is allowed, and who writes to a disk writes to all files on it'
          : 'what it can do with it depends on the device',
      evidence: [
        {
          where: `devices.list of cgroup ${subject.container.cgroup ?? ''}`,
          fact: `${more.slice(0, 10).join(', ')}${more.length > 10 ? `, … (${more.length})` : ''}`,
        },
      ],
      remedy: runAnew(subject, 'without --privileged, --device and --device-cgroup-rule'),
    }
  }),
}
