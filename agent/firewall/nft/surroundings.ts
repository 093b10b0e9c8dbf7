/** What the text of a rule needs beside the rule: names of the namespace that it is in. */
export interface Surroundings {
  /** The name of an interface by its index; null when there is none. */
  readonly interfaceName: (index: number) => string | null
  /** The path of a cgroup (v2) below its root by its id; null when it is not known. */
  readonly cgroupPath: (id: bigint) => string | null
  /** Seconds that the local time is ahead of UTC at a point in time (seconds since 1970): rules with times are written in local time. */
  readonly utcOffset: (time: number) => number
}
