// SPDX-License-Identifier: Apache-2.0
#include "http/mailbox.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

namespace r311::http {

Mailbox::Mailbox() : descriptor_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
  if (descriptor_ < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

Mailbox::~Mailbox() { ::close(descriptor_); }

void Mailbox::post(Message message) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_) return;
    messages_.push_back(std::move(message));
    if (messages_.size() > 1) return;  // the loop is awake, or about to be
  }
  // Fails only where the counter is full, and then the loop is awake.
  [[maybe_unused]] const int told = ::eventfd_write(descriptor_, 1);
}

std::vector<Message> Mailbox::take() {
  eventfd_t count = 0;
  [[maybe_unused]] const int read = ::eventfd_read(descriptor_, &count);  // 0 posts: nothing to read
  std::vector<Message> taken;
  const std::lock_guard lock(mutex_);
  taken.swap(messages_);
  return taken;
}

void Mailbox::close() {
  std::vector<Message> dropped;  // destroyed outside the lock: an answer's end may post
  const std::lock_guard lock(mutex_);
  closed_ = true;
  dropped.swap(messages_);
}

}  // namespace r311::http
