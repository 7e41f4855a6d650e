// SPDX-License-Identifier: Apache-2.0
#include "open311/area.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace r311::open311 {
namespace {

constexpr double earth_radius = 6'371'008.8;  // metres, IUGG mean
constexpr double degree = std::numbers::pi / 180;
constexpr double slack = 1e-9;  // degrees, for what rounding takes away

double wrapped(double longitude) {
  if (longitude < -180) return longitude + 360;
  if (longitude > 180) return longitude - 360;
  return longitude;
}

}  // namespace

bool holds(const Box& box, const Position& position) {
  if (position.latitude < box.south || position.latitude > box.north) return false;
  if (box.west <= box.east) return position.longitude >= box.west && position.longitude <= box.east;
  return position.longitude >= box.west || position.longitude <= box.east;
}

double metres_between(const Position& a, const Position& b) {
  const double north = std::sin((b.latitude - a.latitude) * degree / 2);
  const double east = std::sin((b.longitude - a.longitude) * degree / 2);
  const double chord = north * north + std::cos(a.latitude * degree) * std::cos(b.latitude * degree) * east * east;
  return 2 * earth_radius * std::asin(std::sqrt(std::clamp(chord, 0.0, 1.0)));
}

bool holds(const Circle& circle, const Position& position) {
  return metres_between(circle.middle, position) <= circle.radius;
}

Box box_around(const Circle& circle) {
  const double angle = circle.radius / earth_radius;
  const double up = angle / degree + slack;
  Box box;
  box.south = std::max(-90.0, circle.middle.latitude - up);
  box.north = std::min(90.0, circle.middle.latitude + up);
  if (box.south <= -90 || box.north >= 90) return box;
  const double across = std::asin(std::min(1.0, std::sin(angle) / std::cos(circle.middle.latitude * degree)));
  const double side = across / degree + slack;
  if (angle >= std::numbers::pi / 2 || side >= 180) return box;
  box.west = wrapped(circle.middle.longitude - side);
  box.east = wrapped(circle.middle.longitude + side);
  return box;
}

}  // namespace r311::open311
