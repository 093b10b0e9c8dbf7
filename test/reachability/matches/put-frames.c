/*
 * Puts frames on a device. Arguments: a namespace's path and a device in it. Standard input: a frame a line, as hexadecimal digits.
 * Answers `ready`, and `sent` for each frame.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <fcntl.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

static void fail(const char *what) {
  perror(what);
  exit(1);
}

int main(int argc, char **argv) {
  if (argc != 3) return 2;
  int space = open(argv[1], O_RDONLY);
  if (space < 0 || setns(space, CLONE_NEWNET) < 0) fail(argv[1]);
  int fd = socket(AF_PACKET, SOCK_RAW, 0);
  struct sockaddr_ll address = {.sll_family = AF_PACKET, .sll_ifindex = (int)if_nametoindex(argv[2])};
  if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0) fail(argv[2]);
  char *line = NULL;
  size_t room = 0;
  puts("ready");
  fflush(stdout);
  while (getline(&line, &room, stdin) > 0) {
    unsigned char frame[4096];
    size_t length = 0;
    for (unsigned byte; length < sizeof frame && sscanf(line + 2 * length, "%2x", &byte) == 1;) frame[length++] = (unsigned char)byte;
    if (send(fd, frame, length, 0) < 0) fail("send");
    puts("sent");
    fflush(stdout);
  }
  return 0;
}
