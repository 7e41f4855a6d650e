// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace r311::store::postgres {

// The steps of the schema; migrations.cpp gives them their numbers.
extern const char* const kFirstSchema;
extern const char* const kUpdatesSchema;      // updates of apps beside those of back ends
extern const char* const kNodesSchema;        // what nodes say of their destinations
extern const char* const kSearchSchema;       // what requests are found by
extern const char* const kSearchIndex;        // its index
extern const char* const kBacklogSchema;      // which of them wait to be indexed
extern const char* const kCountSchema;        // how many answer
extern const char* const kExtensionsSchema;   // what else is told of requests
extern const char* const kPrivacySchema;      // who wants a request private
extern const char* const kPlacesSchema;       // their places in the order of update
extern const char* const kFacetPlacesSchema;  // and in the order of request, beside their words
extern const char* const kMergingSchema;      // which request another was merged into
extern const char* const kSaidSchema;         // what apps say of statuses
extern const char* const kOrderSchema;        // which deliveries of one request wait for which
extern const char* const kToldSchema;         // what back ends tell of the work, and codes that nobody knows
extern const char* const kSetAsideSchema;     // work orders whose code no service has yet
extern const char* const kStorySchema;        // the updates of one request

}  // namespace r311::store::postgres
