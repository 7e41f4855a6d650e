// SPDX-License-Identifier: Apache-2.0
#include "sql_adapter.h"

RELAY311_ADAPTER(sql::SqlAdapter)
