const kilobytesPerMegabyte = 1024
const kilobytesPerGigabyte = 1024 * 1024

/**
 * Sizes of huge pages as the files of the controller name them (mm/hugetlb_cgroup.c, mem_fmt).
 * @param folders names in `/sys/kernel/mm/hugepages`, as `hugepages-2048kB`
 */
export const hugePageSizes = (folders: readonly string[]): readonly string[] =>
  folders
    .flatMap((folder) => Number(/^hugepages-(\d+)kB$/.exec(folder)?.[1] ?? []) || [])
    .toSorted((one, other) => one - other)
    .map((size) => {
      if (size >= kilobytesPerGigabyte) return `${Math.floor(size / kilobytesPerGigabyte)}GB`
      if (size >= kilobytesPerMegabyte) return `${Math.floor(size / kilobytesPerMegabyte)}MB`
      return `${size}KB`
    })
