import { errorText } from './error-text.ts'

/** The user and group `nobody` (deb-base-passwd, systemd): 65534 on every distribution that we support. */
const nobody = 65_534

/**
 * Becomes nobody for good, when root: all capabilities go with it. Whatever this process still needs to load or open must
 * be loaded and opened before.
 * @returns why not, when that was refused
 */
export const dropPrivileges = (): string | null => {
  if (process.getuid?.() !== 0) return null
  try {
    process.setgroups?.([])
    process.setgid?.(nobody)
    process.setuid?.(nobody)
    return null
  } catch (error) {
    const reason = errorText(error)
    return `the server keeps its privileges (${reason}); give the agent CAP_SETUID and CAP_SETGID`
  }
}
