import { setFlagsFromString } from 'node:v8'

/**
 * For a process that works in bursts every few seconds, on many small objects. V8 would let the space for new objects grow to
 * 32 MB and more, and the other one to twice and more of what is in use, and keep both; collecting them somewhat more
 * often costs less than a hundredth of a processor.
 */
const growth = '--heap-growing-percent=30'
export const leanArguments: readonly string[] = ['--max-semi-space-size=4', growth]

/** The same for a process that runs already; to be called before it has done much. */
export const leanHeap = (): void => {
  setFlagsFromString('--semi-space-growth-factor=1')
  setFlagsFromString(growth)
}

/**
 * For such a process that also makes megabytes of text: glibc would, after the first, take them from one heap that no longer
 * shrinks (mallopt(3), M_MMAP_THRESHOLD). Other C libraries do not look at these.
 */
export const leanEnvironment: { readonly [name: string]: string } = {
  MALLOC_MMAP_THRESHOLD_: '131072',
  MALLOC_TRIM_THRESHOLD_: '131072',
  MALLOC_ARENA_MAX: '2',
}
