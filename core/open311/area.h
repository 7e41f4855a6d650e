// SPDX-License-Identifier: Apache-2.0
#pragma once
#include "open311/model.h"

// Parts of the earth's surface, in WGS 84 degrees. Pure functions, any thread.
namespace r311::open311 {

// From west to east and from south to north, the edges included. West of more than east: across the 180th meridian.
struct Box {
  double west = -180;
  double south = -90;
  double east = 180;
  double north = 90;
};

// All within `radius` metres of the middle, along great circles of a sphere of the earth's mean radius.
struct Circle {
  Position middle;
  double radius = 0;
};

bool holds(const Box& box, const Position& position);
bool holds(const Circle& circle, const Position& position);
double metres_between(const Position& a, const Position& b);

// The smallest box around it, or one that is a little larger; at a pole all longitudes.
Box box_around(const Circle& circle);

}  // namespace r311::open311
