import { cgroupWritable } from './cgroup-writable.ts'
import { devExposed } from './dev-exposed.ts'
import { mountHostPath } from './mount-host-path.ts'
import { mountProcWritable } from './mount-proc-writable.ts'
import { mountPropagation } from './mount-propagation.ts'
import { mountRootfsRw } from './mount-rootfs-rw.ts'
import { mountSysWritable } from './mount-sys-writable.ts'
import { sockDocker } from './sock-docker.ts'

/** What containers have of the host's files and devices. One file and one word each. */
export const mountChecks = {
  sockDocker,
  mountHostPath,
  devExposed,
  mountProcWritable,
  mountSysWritable,
  cgroupWritable,
  mountPropagation,
  mountRootfsRw,
}
