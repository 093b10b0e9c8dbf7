import type { ConfinedProcess } from './record.ts'

type OfStatus = Pick<ConfinedProcess, 'uid' | 'gid' | 'capabilities' | 'seccomp' | 'noNewPrivileges'>

/**
 * What `/proc/PID/status` says of rights (fs/proc/array.c): `Uid: real effective saved filesystem`, `CapEff: 00000000a80425fb`.
 * The name of the process stands in the first line with its line ends escaped, so no line of it can be forged.
 * @returns null where it is not of that form
 */
export const parseStatus = (status: string): OfStatus | null => {
  const fields = new Map(
    status.split('\n').map((line) => {
      const colon = line.indexOf(':')
      return [line.slice(0, colon), line.slice(colon + 1).trim()] as const
    }),
  )
  const set = (name: string): string => fields.get(name) ?? '0'
  const number = (name: string): number | undefined => {
    const value = fields.get(name)
    return value === undefined ? undefined : Number(value)
  }
  const [uid, gid] = ['Uid', 'Gid'].map((name) => Number(fields.get(name)?.split('\t')[1] ?? Number.NaN))
  if (uid === undefined || gid === undefined || Number.isNaN(uid + gid) || !fields.has('CapEff')) return null
  const seccomp = number('Seccomp')
  const noNewPrivileges = number('NoNewPrivs')
  return {
    uid,
    gid,
    capabilities: {
      inheritable: set('CapInh'),
      permitted: set('CapPrm'),
      effective: set('CapEff'),
      bounding: set('CapBnd'),
      ambient: set('CapAmb'),
    },
    ...(seccomp === undefined ? {} : { seccomp }),
    ...(noNewPrivileges === undefined ? {} : { noNewPrivileges: noNewPrivileges !== 0 }),
  }
}
